package simulate
import ("testing";"time")
func TestTime(t *testing.T){
 sc,_:=Scenarios()
 for _,s:=range sc{ if s.Truth==AtLimit {continue}; s.Share=0; st:=time.Now(); s.Run(seeding,20); t.Log(time.Since(st)/20,s.Name,s.Truth)}
 for _,k:=range groupCounts { for _,g:=range []Gap{Equal,Beyond}{ s:=Setting{K:k,Mean:5000,Base:.2,Truth:Truth{Gap:g}}; st:=time.Now(); Run(seeding,s,rules(t)[:2],Effort{Audits:map[int]int{k:20}}); t.Log(s.Name(),time.Since(st)/20)}}
}
