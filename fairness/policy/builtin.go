package policy

import (
	"embed"
	"io/fs"
	"slices"
	"strings"

	"github.com/fairaudit/fairaudit/fairness/words"
)

//go:embed builtin/*.yaml
var builtin embed.FS

// Names lists the built-in policies, the default first.
func Names() []string {
	names := []string{Default}
	files, _ := fs.Glob(builtin, "builtin/*.yaml")
	for _, f := range files {
		if name := strings.TrimSuffix(strings.TrimPrefix(f, "builtin/"), ".yaml"); name != Default {
			names = append(names, name)
		}
	}
	return names
}

// Default is the policy of an audit that names none.
const Default = "charter"

// Builtin returns a built-in policy.
func Builtin(name string) (*Policy, error) {
	data, err := builtinText(name)
	if err != nil {
		return nil, err
	}
	return Parse(name+".yaml", data)
}

func builtinText(name string) ([]byte, error) {
	if !slices.Contains(Names(), name) {
		return nil, words.Errorf("there is no built-in policy %q%s; there are %s, and files ending in .yaml",
			name, words.DidYouMean(name, Names()), strings.Join(Names(), ", "))
	}
	return builtin.ReadFile("builtin/" + name + ".yaml")
}
