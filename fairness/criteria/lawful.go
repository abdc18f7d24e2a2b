package criteria

// Basis is why the values of an attribute may be processed, as somebody declares
// it. Nothing here judges whether that is so.
type Basis struct {
	ID   string
	Name string // in English, which is the key of its French
}

// Bases are what a lawful basis may be declared to be.
var Bases = []Basis{
	{"ordinary", "ordinary personal data"},
	{"art9-4a", "Article 4a of the AI Act, to detect and correct bias"},
	{"art9-other", "another exception of Article 9 of the GDPR"},
	{"public-statistic", "public statistics"},
	{"synthetic", "synthetic data"},
}

// Article4a is the basis that has conditions.
const Article4a = "art9-4a"

// Condition is one of those under which Article 4a(1) allows special categories of
// personal data to be processed to detect and correct bias. All of them have to hold.
type Condition struct {
	Letter, ID string
	Name       string // in our words, in English, which is the key of its French
}

// Conditions are the six of Article 4a(1) of Regulation (EU) 2024/1689, as
// Regulation (EU) 2026/1744 inserted it.
var Conditions = []Condition{
	{"a", "no_other_data", "no other data would do"},
	{"b", "safeguards", "re-use is limited, data are secured and pseudonymised"},
	{"c", "access_controlled", "access is strict and documented"},
	{"d", "not_transmitted", "nobody else is given them"},
	{"e", "deleted", "they are deleted once the bias is corrected"},
	{"f", "recorded", "the record of processing says why they are necessary"},
}
