// SPDX-License-Identifier: MIT
// lastro/report/style.hpp
//
// What do Lastro's pages look like? One style sheet, kept inside each page, so that a page is a single file for ever.
//
//   page += "<style>" + std::string{report::style_sheet} + "</style>";
//
// Light and dark after the reader's setting, one column on a phone, black on white on paper. Colour is never the only
// carrier of meaning: every verdict has a mark and a word, the reference is filled and the live side is a line. In both
// schemes text has a contrast of at least 4.5 : 1 with the page, and what is drawn at least 3 : 1 (checked by the
// test).
#pragma once

#include <string_view>  // string_view

namespace lastro::inline v0::report {

/// The style sheet of every page; classes are named after what they mean.
inline constexpr std::string_view style_sheet = R"css(
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d6dce4;--page:#fbfcfd;--ref:#9fb3c8;--edge:#6f88a3;--live:#b3490f;--ok:#1f6f4a;--bad:#b3490f;--wait:#6b5b00;--gap:#7a1f5c}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf1;--soft:#9aa7b6;--line:#303a46;--page:#11161c;--ref:#4a6078;--edge:#7891ab;--live:#f0a36b;--ok:#7fd1a5;--bad:#f0a36b;--wait:#e0cf7a;--gap:#e59bc9}}
*{box-sizing:border-box}html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:62rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1,h2,p,dd,caption,tbody th,footer{overflow-wrap:anywhere}
.kicker{color:var(--soft);letter-spacing:.08em;text-transform:uppercase;font-size:.78rem;margin:0}
h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 .6rem;font-weight:650}
h2{font-size:1.2rem;line-height:1.35;margin:2.8rem 0 .3rem;font-weight:620}
code{font:.86em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--soft)}
.unit{color:var(--soft);font-weight:400;font-size:.9rem}
.lead{font-size:1.12rem;margin:.2rem 0 1.4rem}.lead b{font-weight:650}
.say{margin:.1rem 0 .2rem}.more{margin:0 0 .8rem;color:var(--soft);font-size:.92rem}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.3rem 1.6rem;margin:0 0 1.6rem;font-size:.92rem}
dl.facts div{border-top:1px solid var(--line);padding-top:.35rem}dt{color:var(--soft)}dd{margin:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem;font-variant-numeric:tabular-nums}
th,td{padding:.5rem .6rem;text-align:left;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{padding-left:0}
thead th{color:var(--soft);font-weight:500;font-size:.84rem}
tbody th{font-weight:560;white-space:normal;min-width:8rem;max-width:22rem}
th.num,td.num{text-align:right}
caption{text-align:left;color:var(--soft);font-size:.84rem;padding:0 0 .3rem}
.scale{display:flex;justify-content:space-between;width:160px}
table.q{width:auto;min-width:17rem;max-width:100%;flex:0 1 auto;align-self:flex-start}
table.q td,table.q thead th{text-align:right}table.q th,table.q td{padding:.3rem .6rem}table.q tbody th{min-width:5rem;max-width:14rem}
table.q th:first-child,table.q td:first-child{padding-left:0}
a{color:inherit;text-decoration-color:var(--line);text-underline-offset:.2em}
a:focus-visible,.scroll:focus-visible{outline:2px solid var(--live);outline-offset:3px}
.mark{font-weight:600;white-space:nowrap}.mark.drifted{color:var(--bad)}.mark.same{color:var(--ok)}.mark.cannot{color:var(--wait)}
.pair{display:flex;gap:1.4rem;flex-wrap:wrap}
figure{margin:0;flex:1 1 26rem;min-width:0}svg{display:block;width:100%;height:auto;overflow:visible}svg.ci{width:160px}
.ref{fill:var(--ref);fill-opacity:.7;stroke:var(--edge);stroke-width:.8}.refline{fill:none;stroke:var(--edge);stroke-width:2}
.live{fill:none;stroke:var(--live);stroke-width:1.8;stroke-linejoin:round}.gap{stroke:var(--gap);stroke-width:4;stroke-linecap:round}
.axis{stroke:var(--line)}.grid{stroke:var(--line);stroke-dasharray:1 3}.tick{fill:var(--soft);font-size:11px}.tol{stroke:var(--soft);stroke-dasharray:2 2}
.bars .tick{font-size:13px}
.span{stroke-width:5;stroke-linecap:round;opacity:.45}.span.drifted{stroke:var(--bad)}.span.same{stroke:var(--ok)}.span.cannot{stroke:var(--wait)}
.dot.drifted{fill:var(--bad)}.dot.same{fill:var(--ok)}.dot.cannot{fill:var(--wait)}
.key{display:flex;gap:.3rem 1.4rem;color:var(--soft);font-size:.88rem;margin:.9rem 0 0;flex-wrap:wrap}
.key i{display:inline-block;width:1.5rem;height:.7rem;vertical-align:-.05rem;margin-right:.4rem}
.key .a{background:var(--ref);border:1px solid var(--edge);opacity:.85}.key .b{border-top:2px solid var(--live);height:.3rem}.key .c{border-left:4px solid var(--gap);width:.5rem}.key .d{border-left:1px dashed var(--soft);width:.5rem}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.9rem;color:var(--soft);font-size:.88rem}footer p{margin:0 0 .5rem}
sup{line-height:0;font-size:.75em}
@media (max-width:40rem){main{padding:1.6rem 1rem 3rem}h1{font-size:1.55rem}.tick,.bars .tick{font-size:19px}.pair{gap:1rem}figure{flex-basis:100%}table.q{width:100%}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--page:#fff;--ref:#9fb3c8;--edge:#6f88a3;--live:#b3490f;--ok:#1f6f4a;--bad:#b3490f;--wait:#6b5b00;--gap:#7a1f5c}body,.say{font-size:10.5pt}.more,dl.facts,table{font-size:9pt}h1{font-size:1.6rem}.tick,.bars .tick{font-size:14px}main{max-width:none;padding:0}th,td{padding:.3rem .35rem}th:last-child,td:last-child{padding-right:0}tbody th{min-width:6rem}svg.ci,.scale{width:120px}figure{flex-basis:22rem}table.q{min-width:14rem}.scroll{overflow:visible}section,tr,figure{break-inside:avoid}h2{break-after:avoid}.key i{print-color-adjust:exact;-webkit-print-color-adjust:exact}a{text-decoration:none}}
)css";

}  // namespace lastro::inline v0::report
