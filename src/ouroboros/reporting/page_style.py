"""The style sheet of the HTML report: light and dark, wide and narrow, screen and paper."""

STYLE = """
:root { color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #1d2126; --soft: #5d6672; --line: #dcdfe3;
  --gain: #0b7a4b; --bar: #9fcfb8; --add: #e3f5e8; --add-ink: #0b5a2b; --del: #fdeaea; --del-ink: #8c1d1d;
  --hunk: #5b4bb0; --warn: #8a5a00; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #14171b; --card: #1c2025; --ink: #e6e8eb; --soft: #9aa4b0; --line: #343a42;
  --gain: #5fd39b; --bar: #2c6a4c; --add: #12331f; --add-ink: #a6e8bd; --del: #3d1a1c; --del-ink: #f4b6b6;
  --hunk: #b3a6ff; --warn: #e2b457; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main, header, footer { max-width: 62rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.1rem; font-weight: 600; margin: 0; color: var(--soft); overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; }
header { padding-bottom: 0; }
main { padding-top: 0; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; font-family: ui-monospace, monospace; }
.headline { font-size: clamp(2rem, 8vw, 3.4rem); line-height: 1.1; font-weight: 700; margin: .3rem 0; }
h4 { font-size: .95rem; margin: 1.2rem 0 .3rem; }
.gain { color: var(--gain); }
.soft { color: var(--soft); }
.warn { color: var(--warn); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem;
  margin: 0 0 1rem; }
.title { display: flex; flex-wrap: wrap; gap: .3rem 1rem; justify-content: space-between;
  align-items: baseline; }
.row { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) 11rem; gap: .2rem 1rem;
  align-items: center;
  padding: .25rem 0; }
.row > :first-child { overflow-wrap: anywhere; font-size: .9rem; }
.row > :last-child { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap;
  font-size: .9rem; }
.row svg { width: 100%; height: 1.5rem; display: block; overflow: visible; }
svg text { fill: var(--soft); font-size: .75rem; }
svg .axis { stroke: var(--soft); stroke-dasharray: 2 3; }
svg .interval { stroke: var(--gain); stroke-width: 3; stroke-linecap: round; }
svg .point { fill: var(--gain); }
svg .bar { fill: var(--bar); }
svg .pair { fill: var(--gain); fill-opacity: .55; }
.dots { margin: .8rem 0; }
.dots svg { width: 100%; display: block; overflow: visible; }
.dots .pairs { height: 3.4rem; } .dots .below { height: 1.3rem; }
figcaption, caption { color: var(--soft); font-size: .88rem; text-align: left; }
caption { padding: .3rem 0; overflow-wrap: anywhere; color: inherit; font-weight: 600; }
details { margin: .8rem 0; border-top: 1px solid var(--line); padding-top: .5rem; }
summary { cursor: pointer; font-weight: 600; font-size: .95rem; overflow-wrap: anywhere; }
.limits { margin: 1rem 0; padding: .1rem 1rem .2rem; border-left: .25rem solid var(--warn); }
.limits ul { padding-left: 1.1rem; }
li { overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: .8rem 0;
  font-size: .92rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { overflow-x: auto; margin: .8rem 0 0; padding: .6rem 0; border: 1px solid var(--line);
  border-radius: .4rem;
  font: .82rem/1.45 ui-monospace, monospace; tab-size: 4;
  display: grid; grid-template-columns: minmax(max-content, 1fr); }
pre > span { padding: 0 .8rem; white-space: pre; }
pre .add { background: var(--add); color: var(--add-ink); }
pre .del { background: var(--del); color: var(--del-ink); }
pre .hunk, pre .head { color: var(--hunk); }
code { font-family: ui-monospace, monospace; font-size: .88em; overflow-wrap: anywhere; }
.command { white-space: pre-wrap; user-select: all; }
.card > p:first-child { margin-top: 0; }
.card > :last-child { margin-bottom: 0; }
.table { overflow-x: auto; margin-top: .8rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; overflow-wrap: break-word; }
td:last-child { overflow-wrap: anywhere; min-width: 8rem; }
th { color: var(--soft); font-weight: 600; }
tbody th { color: inherit; font-weight: 400; }
td.figure, th.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
@media (max-width: 40rem) {
  .row { grid-template-columns: minmax(0, 1fr) max-content; }
  .row > svg { grid-column: 1 / -1; grid-row: 2; }
  dl { grid-template-columns: minmax(0, 1fr); } dd { margin-bottom: .4rem; } }
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb;
    --gain: #0b7a4b; --bar: #9fcfb8; --add: #e3f5e8; --add-ink: #0b5a2b; --del: #fdeaea;
    --del-ink: #8c1d1d; --hunk: #5b4bb0; --warn: #8a5a00; }
  body { font-size: 11pt; } * { print-color-adjust: exact; }
  .card { border: 0; padding: 0; } figure, tr, .limits, .row { break-inside: avoid; }
  h2, h3, h4, summary { break-after: avoid; }
  .table, pre { overflow: visible; } pre > span { white-space: pre-wrap; overflow-wrap: anywhere; }
  pre { grid-template-columns: minmax(0, 1fr); } }
"""
