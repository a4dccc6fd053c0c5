/** The report's own style sheet: system fonts, dark and light by the reader's setting, readable on a phone and in print. */
export const STYLE = `
:root { color-scheme: light dark; --page: #fff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --card: #f6f8fa;
  --link: #0a58a8; --warn: #9a3412; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181d; --ink: #e6e9ec; --faint: #9aa5b1; --line: #39424d; --card: #1d232b; --link: #7db7f5; --warn: #ffb38a; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
main > *, section > * { max-width: 70ch; }
section > figure, section > .wide, section > .scroll, main > section { max-width: none; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 3rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.75rem 0 .25rem; }
p, ul { margin: .5rem 0 1rem; }
ul { padding-left: 1.25rem; }
li { margin: .3rem 0; }
a { color: var(--link); }
.faint, figcaption { color: var(--faint); font-size: .9rem; }
.headline { font-size: 1.3rem; line-height: 1.4; font-weight: 600; margin: 1.5rem 0 1rem; text-wrap: pretty; }
.warning { color: var(--warn); font-weight: 600; }
code { font: .88em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; font-size: .95rem; }
nav li { margin: .1rem 0; }
figure { margin: 1rem 0 1.5rem; }
figcaption { max-width: 70ch; margin-top: .5rem; }
.card { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 10px; overflow-x: auto; }
.card svg { display: block; max-width: 100%; height: auto; }
.narrow-figure { display: none; }
@media (max-width: 640px) {
  .wide-figure { display: none; }
  .narrow-figure { display: block; }
  .card { padding: 4px; }
  main { padding-top: 1rem; }
  h2 { margin-top: 2.25rem; }
}
.scroll { overflow-x: auto; margin: .75rem 0 1rem; border: 1px solid var(--line); border-radius: 6px; }
.scroll.tall { max-height: 75vh; overflow-y: auto; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.35; font-variant-numeric: tabular-nums; min-width: 100%; }
th, td { padding: .35rem .65rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { background: var(--card); font-weight: 600; vertical-align: bottom; }
.tall thead th { position: sticky; top: 0; z-index: 1; }
tbody th { font-weight: 400; white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; }
td { white-space: nowrap; }
td.words { min-width: 15rem; white-space: normal; }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; }
th button { white-space: nowrap; }
th button::after { content: " \\2195"; color: var(--faint); font-weight: 400; }
th[aria-sort="ascending"] button::after { content: " \\2191"; color: inherit; }
th[aria-sort="descending"] button::after { content: " \\2193"; color: inherit; }
th button:focus-visible, .toggle:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.toggle { font: inherit; font-size: .9rem; color: var(--ink); background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; padding: .35rem .8rem; cursor: pointer; }
table:not(.all-columns) .more { display: none; }
html:not(.scripted) .toggle, html:not(.scripted) th button::after { display: none; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 1.25rem; }
.pictures h3 { margin-top: 0; }
.pictures img { display: block; width: 100%; image-rendering: pixelated; border: 1px solid var(--line); background: #000; }
.pictures p { margin: .25rem 0 .75rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; margin: .75rem 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 640px) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
@media print {
  :root { --page: #fff; --ink: #000; --faint: #444; --line: #bbb; --card: #f3f3f3; --link: #000; --warn: #000; }
  body { font-size: 10.5pt; }
  main { padding: 0; max-width: none; }
  nav, .toggle { display: none; }
  h2, h3 { break-after: avoid; }
  .wide-figure { display: block; }
  .narrow-figure { display: none; }
  .card { border: 0; padding: 0; }
  figure, tr, .pictures > div { break-inside: avoid; }
  .scroll, .scroll.tall { overflow: visible; max-height: none; border: 0; }
  .tall thead th { position: static; }
  table { font-size: 6.5pt; }
  table th button::after, table th[aria-sort] button::after { content: none; }
  td, th button { white-space: normal; }
  td.words { min-width: 0; }
  th, td { padding: 1.5pt 3pt; }
}
`;
