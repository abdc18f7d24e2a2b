package report_test
import ("testing";"math/rand/v2";"fmt";"github.com/fairaudit/fairaudit/fairness";"github.com/fairaudit/fairaudit/fairness/policy";"github.com/fairaudit/fairaudit/report";"os";"strconv")
func TestDebug(t *testing.T){
 s,_:=strconv.Atoi(os.Getenv("SEED"))
 r := rand.New(rand.NewPCG(uint64(s), 11))
 c := randomCrowd(r)
 d := c.audit(t, []string{policy.Default, "four-fifths", "nyc-ll144"}[r.IntN(3)], fairness.Options{})
 least := []int64{5, 10, 11}[r.IntN(3)]
 p, err := report.Publish(d, least)
 fmt.Println(least, err)
 for i,a := range d.Attributes { fmt.Println(a.Name); for j,g := range a.Groups { fmt.Print("  ",g.Label," n=",g.N)
   for _,x:=range []*int64{g.TP,g.FP,g.FN,g.TN,g.Selected,g.NotSelected}{ if x!=nil {fmt.Print(" ",*x)} else {fmt.Print(" .")}}
   if p!=nil { q:=p.Attributes[i].Groups[j]; fmt.Print("   -> ",!q.N.IsHidden()," ",q.Selected!=nil," ",q.TP!=nil) }; fmt.Println() } }
}
