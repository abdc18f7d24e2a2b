package words

// frenchRules has what is said of a policy of one's own: what it extends.
var frenchRules = map[string]string{
	", extending %s": ", qui étend %s",
}
