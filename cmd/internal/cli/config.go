package cli

import (
	"math/big"
	"os"
	"path/filepath"
	"slices"

	"github.com/fairaudit/fairaudit/dataset"
	"github.com/fairaudit/fairaudit/fairness/metric"
	"github.com/fairaudit/fairaudit/fairness/policy"
	"github.com/fairaudit/fairaudit/fairness/policy/strictyaml"
	"github.com/fairaudit/fairaudit/fairness/words"
	"github.com/fairaudit/fairaudit/report"
)

// configName is the file that is looked for.
const configName = "fairaudit.yaml"

// config is what a configuration file and the flags come to.
type config struct {
	dir         string            // of the file; what it names is relative to it
	files       []string          // that settings were read from
	policyFiles map[string]string // of the policy and what it extends: as named → from the working directory, with slashes
	model       report.Model
	spec        dataset.Spec
	outcome     policy.Outcome
	references  map[string]metric.Reference
	bases       map[string]string // the lawful bases of the attributes
	article4a   map[string]bool   // which of its conditions are declared to hold
	policy      string
	waivers     *policy.Waivers // nil without a file
	date        string          // when the data were produced
	// designEffect is how many rows are worth one independent row.
	designEffect float64
	encoding     string                         // of the texts in a CSV
	engine       *engineInput                   // nil when all inputs are files
	evidence     map[string]string              // declared of the model's use, by ID
	since        string                         // the document of an earlier audit
	populations  map[string]map[string]*big.Rat // by attribute and group, the shares of the reference population
	// attributesFile is nil when the attributes stand in the rows.
	attributesFile *attributesFile
}

// addAttribute adds an attribute with the group that others are shown against and
// its lawful basis.
func (c *config) addAttribute(a dataset.Attribute, reference, basis string) {
	c.spec.Attributes = append(c.spec.Attributes, a)
	if c.bases == nil {
		c.bases = map[string]string{}
	}
	c.bases[a.Name] = basis
	if reference != "" {
		if c.references == nil {
			c.references = map[string]metric.Reference{}
		}
		c.references[a.Name] = metric.Reference(reference)
	}
}

// reads lists the files that an audit of some inputs reads.
func (c *config) reads(inputs []string) []string {
	files := slices.Concat(c.files, inputs)
	if c.attributesFile != nil {
		files = append(files, c.attributesFile.paths...)
	}
	return files
}

// modelOr is the model's description, by default the name of the audited file.
func (c *config) modelOr(path string) report.Model {
	m := c.model
	if m.Name == "" {
		m.Name = filepath.Base(path)
	}
	return m
}

// readConfig reads the file that --config names, or the one found from the
// working directory upward to the root of the repository, which it then says.
func (o *inputOptions) readConfig(streams *IO) (*config, error) {
	if o.config != "" && o.noConfig {
		return nil, words.Errorf("--config and --no-config exclude each other")
	}
	path := o.config
	if path != "" {
		path = at(path, streams.Dir)
	}
	if path == "" && !o.noConfig {
		if path = discover(streams.Dir); path != "" {
			streams.say("using %s (--no-config ignores it)", path)
		}
	}
	if path == "" {
		return &config{dir: streams.Dir, designEffect: 1}, nil
	}
	data, err := readText(path)
	if err != nil {
		return nil, err
	}
	name := path
	if o.config != "" {
		name = o.config
	}
	conf, err := parseConfig(name, data)
	if err != nil {
		return nil, err
	}
	conf.dir, conf.files = filepath.Dir(path), []string{path}
	return conf, nil
}

// discover looks for the configuration in dir and above it, up to the root of
// the repository, or in dir alone outside of one.
func discover(dir string) string {
	var found string
	for at := dir; ; at = filepath.Dir(at) {
		candidate := filepath.Join(at, configName)
		if info, err := os.Stat(candidate); err == nil && info.Mode().IsRegular() && found == "" {
			found = candidate
		}
		if _, err := os.Stat(filepath.Join(at, ".git")); err == nil {
			return found
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	if found != "" && filepath.Dir(found) == dir {
		return found
	}
	return ""
}

func parseConfig(name string, data []byte) (*config, error) {
	doc, err := strictyaml.Parse(name, data)
	if err != nil {
		return nil, err
	}
	c := &config{designEffect: 1}
	root := doc.Root()
	f := root.Fields(configLanguage.Names()...)
	if v := f["version"]; !v.Present() {
		root.Errorf("version is missing; this is version 1")
	} else if v.Text() != "1" {
		v.Errorf("version %q is not read here; this is version 1", v.Text())
	}
	m := f["model"].Fields(modelLanguage.Names()...)
	c.model = report.Model{Name: m["name"].Text(), Release: m["release"].Text(), Purpose: m["purpose"].Text(),
		Inputs: m["inputs"].Names(), Proxies: m["proxies"].Names()}
	c.policy = f["policy"].Text()
	c.waivers = policy.ReadWaivers(doc, f["waivers"])
	c.readEvidence(f["evidence"])
	c.readData(f["data"])
	return c, doc.Err()
}

func (c *config) readData(v strictyaml.Value) {
	f := v.Fields(dataLanguage.Names()...)
	if f["date"].Present() {
		c.date = policy.Date(f["date"])
	}
	c.article4a = readArticle4a(f["article_4a"])
	for _, o := range c.spec.Outcomes() {
		*o.Outcome = dataset.Outcome{Column: f[string(o.Role)].Text(), Positive: texts(f["positive"])}
		if p := texts(f[string(o.Role)+"_positive"]); p != nil {
			o.Positive = p
		}
	}
	if f["score"].Present() {
		if f["predicted"].Present() {
			f["score"].Errorf("predicted and score exclude each other")
		}
		if !f["cutoff"].Present() {
			f["score"].Errorf("score needs cutoff: the score from which the decision is positive")
		}
		c.spec.Predicted = dataset.Outcome{Column: f["score"].Text()}
		if c.spec.Predicted.AtMedian = f["cutoff"].Present() && f["cutoff"].Text() == "median"; !c.spec.Predicted.AtMedian {
			cutoff := f["cutoff"].Number()
			c.spec.Predicted.Cutoff = &cutoff
		}
	} else if f["cutoff"].Present() {
		f["cutoff"].Errorf("cutoff needs score: the column of scores")
	}
	if f["outcome"].Present() { // what is not said is not declared
		c.outcome = policy.Outcome(f["outcome"].OneOf(string(policy.Benefit), string(policy.Burden)))
	}
	c.spec.Weight, c.spec.Unit = f["weight"].Text(), f["unit"].Text()
	c.spec.Counts, c.spec.SquaredWeight = f["counts"].Text(), f["weight_squares"].Text()
	if f["design_effect"].Present() {
		c.designEffect = f["design_effect"].Number()
	}
	c.spec.Strata = texts(f["strata"])
	c.spec.Missing = dataset.Missing(f["missing"].OneOf(string(dataset.MissingGroup), string(dataset.MissingDrop), string(dataset.MissingError)))
	if f["max_values"].Present() {
		c.spec.MaxValues = f["max_values"].Int(1)
	}
	c.readReading(f)
	c.readAttributesFile(f["attributes_file"])
	for _, e := range f["attributes"].Entries() {
		c.readAttribute(e)
	}
	for _, in := range f["intersections"].List() {
		c.spec.Intersections = append(c.spec.Intersections, in.Texts())
	}
	c.readPopulation(f["population"])
	c.since = f["since"].Text()
}

func (c *config) readAttribute(e strictyaml.Entry) {
	a := dataset.Attribute{Name: e.Key.Text()}
	f := e.Value.Fields(attributeLanguage.Names()...)
	if a.Column = f["column"].Text(); a.Column == "" {
		a.Column = a.Name
	}
	readMeasure(&a, f)
	for _, v := range f["values"].Entries() {
		if a.Values == nil {
			a.Values = map[string]string{}
		}
		a.Values[v.Key.Text()] = v.Value.Text()
	}
	c.addAttribute(a, f["reference"].Text(), readBasis(f["lawful_basis"]))
}

// texts is a list of scalars, nil when absent.
func texts(v strictyaml.Value) []string {
	if !v.Present() {
		return nil
	}
	return v.Texts()
}
