// Command fairaudit audits a model's decisions for algorithmic bias.
package main

import (
	"os"

	"github.com/fairaudit/fairaudit/cmd/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:]))
}
