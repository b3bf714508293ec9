/** Of the evidence page: light and dark as the reader's system has it, and fit for paper. Nothing is loaded. */
export const htmlStyle = `
:root{color-scheme:light dark;
--paper:#fbfaf8;--ink:#1c1b1a;--soft:#6b6763;--line:#e2ded8;--card:#fff;--rail:#d9d4cc;
--bad:#b42318;--bad-soft:#fde8e4;--good:#1f7a4d;--good-soft:#e0f2e7;--warn:#9a6700;--warn-soft:#fbefcf;--cool:#3f5f9a;--cool-soft:#e4ebf8}
@media(prefers-color-scheme:dark){:root{
--paper:#161514;--ink:#ece8e2;--soft:#a09a92;--line:#34302c;--card:#1e1c1a;--rail:#3c3833;
--bad:#ff8a7a;--bad-soft:#4a1f1a;--good:#6fd39c;--good-soft:#173a28;--warn:#e6b450;--warn-soft:#43340f;--cool:#9db8ee;--cool-soft:#232f49}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 ui-sans-serif,system-ui,"Segoe UI",Roboto,sans-serif}
main{max-width:68rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
header{border-bottom:1px solid var(--line);padding-bottom:1.5rem;margin-bottom:1.75rem}
.kicker{color:var(--soft);font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;margin:0 0 .35rem}
h1{font-size:1.9rem;line-height:1.2;font-weight:650;letter-spacing:-.015em;margin:0 0 .5rem;text-wrap:balance}
h2{font-size:1.1rem;font-weight:650;margin:2.75rem 0 .75rem}
p{max-width:46rem}
.facts{display:flex;flex-wrap:wrap;gap:.4rem .5rem;align-items:center;margin:.9rem 0 0;color:var(--soft)}
.pill{border-radius:99px;padding:.1rem .65rem;font-size:.82rem;font-weight:600;background:var(--line);color:var(--ink)}
.pill.critical,.pill.high,.pill.bad{background:var(--bad-soft);color:var(--bad)}
.pill.medium{background:var(--warn-soft);color:var(--warn)}.pill.low{background:var(--cool-soft);color:var(--cool)}
.pill.good{background:var(--good-soft);color:var(--good)}
.unfinished{border:1px solid var(--warn);background:var(--warn-soft);color:var(--ink);border-radius:8px;padding:.8rem 1.1rem;margin:0 0 1.5rem}
.unfinished b{color:var(--warn)}.unfinished ul{margin:.4rem 0 0;padding-left:1.2rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.6rem,1fr));gap:.6rem;margin:0 0 1.5rem}
.figure{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.7rem .75rem}
.figure b{display:block;font-size:.98rem;font-weight:650;font-variant-numeric:tabular-nums;letter-spacing:-.02em;white-space:nowrap}
.figure span{color:var(--soft);font-size:.82rem}.figure.none b{color:var(--soft);font-weight:400}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.75rem .5rem .25rem}
.drawing{display:block;width:100%;min-width:46rem;height:auto;font:12px ui-sans-serif,system-ui,sans-serif;fill:var(--ink)}
.drawing .lane{text-anchor:end;fill:var(--soft)}.drawing .rail{stroke:var(--rail);stroke-width:1}
.drawing .station{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
.drawing .name{font-weight:600}.drawing .tick{fill:var(--soft);font-size:11px}
.drawing .on-band{text-anchor:middle;font-size:11.5px;font-weight:600}
.band.open{fill:var(--bad-soft);stroke:var(--bad)}.band.known{fill:var(--warn-soft);stroke:var(--warn)}
.band.contained{fill:var(--cool-soft);stroke:var(--cool)}.band.dead{fill:var(--good-soft);stroke:var(--good)}
.mark{stroke:var(--card);stroke-width:1.5}.mark.plain{fill:var(--cool)}.mark.good{fill:var(--good)}.mark.bad{fill:var(--bad)}
.mark.ours{fill:var(--card);stroke:var(--cool);stroke-width:2}
.legend{color:var(--soft);font-size:.82rem;margin:.5rem 0 0;max-width:none}
div.table{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .7rem .5rem 0;border-bottom:1px solid var(--line)}
thead th{font-size:.78rem;color:var(--soft);font-weight:600;border-bottom-color:var(--soft)}
tbody th{font-weight:600;width:11rem}
td.time{white-space:nowrap;font-variant-numeric:tabular-nums}td.time small{display:block}
td.kind{white-space:nowrap;color:var(--soft)}
small,.soft{color:var(--soft);font-size:.84rem}td.detail{overflow-wrap:break-word}td.key,td.free{overflow-wrap:anywhere}.brief{white-space:nowrap}
tr.bad td b{color:var(--bad)}tr.good td b{color:var(--good)}tr.note td b{font-weight:400;color:var(--soft)}
code{font:.86em ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.2rem;font-size:.88rem}dt{font-weight:600}dd{margin:0;color:var(--soft)}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem;color:var(--soft);font-size:.84rem}
@media(max-width:40rem){main{padding:1.25rem 1rem 3rem}h1{font-size:1.45rem}dl{grid-template-columns:1fr}tbody th{width:auto}}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#555;--line:#ccc;--card:#fff;--rail:#ccc;--bad:#a11;--bad-soft:#fbe3df;--good:#175c3a;--good-soft:#dff0e6;--warn:#7a5200;--warn-soft:#f7eacb;--cool:#2f4d86;--cool-soft:#e3eaf7}
body{font-size:10.5pt}main{max-width:none;padding:0}h2{break-after:avoid}tr,.figure,.scroll{break-inside:avoid}.drawing{min-width:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
