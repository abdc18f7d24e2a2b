package policy

// CharterError is what is wrong with the file of the charter.
func CharterError() error {
	_, err := parseCharter(charterFile)
	return err
}
