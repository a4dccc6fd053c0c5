/** What the explorer adds to the report's style sheet. */
export const EXPLORER_STYLE = `
main.explorer { max-width: 1180px; }
.explorer .data { max-width: none; border: 1px dashed var(--faint); border-radius: 6px; padding: .6rem 1rem; margin: 1rem 0; }
.data.dragged { border: 1px solid var(--link); background: var(--card); outline: 2px solid var(--link); }
.data p { margin: .35rem 0; max-width: none; overflow-wrap: anywhere; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; }
.choose input { position: absolute; opacity: 0; width: 1px; height: 1px; }
.button { display: inline-block; font-size: .95rem; font-weight: 600; color: var(--page); background: var(--link); border-radius: 6px; padding: .35rem .9rem; cursor: pointer; }
.choose input:focus-visible + .button { outline: 2px solid var(--link); outline-offset: 2px; }
html .explorer .toggle { display: inline-block; }
.columns { display: grid; grid-template-columns: 1fr; gap: 0 2.5rem; max-width: none; }
.columns > * { min-width: 0; }
.explorer .headline { margin: .75rem 0; }
.controls { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 250px), 1fr)); gap: .6rem 1.5rem; align-content: start; background: var(--card);
  border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; }
.field { display: grid; grid-template-columns: 1fr 6.25rem; align-items: center; gap: .15rem .75rem; }
.field.loss { grid-template-columns: 1fr auto; }
.field > label { font-size: .95rem; }
.field input[type="text"], .field select { font: inherit; font-size: .95rem; color: var(--ink); background: var(--page); border: 1px solid var(--faint);
  border-radius: 4px; padding: .25rem .4rem; width: 100%; min-width: 0; font-variant-numeric: tabular-nums; }
.field input[aria-invalid="true"] { border-color: var(--warn); outline: 1px solid var(--warn); }
.field :disabled { opacity: .55; }
.field input[type="range"] { grid-column: 1 / -1; width: 100%; margin: .25rem 0; accent-color: var(--link); }
.explorer input:focus-visible, .explorer select:focus-visible, .explorer summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.note { grid-column: 1 / -1; font-size: .82rem; line-height: 1.35; color: var(--faint); margin: 0; }
.variance { position: relative; }
.check { display: flex; align-items: center; gap: .4rem; font-size: .95rem; margin: 0 0 .35rem; }
.explorer th.number { white-space: normal; }
.found > * { max-width: 70ch; }
.found > figure, .found > .numbers, .found > section, .found > details { max-width: none; }
.found figure { --page: #fff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; background: #fff; color: var(--ink); margin: .5rem 0 1rem; border: 1px solid var(--line); border-radius: 6px; padding: .6rem .5rem .25rem; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; margin: 0 0 .5rem; padding: 0 .25rem; font-size: .85rem; }
.key li { display: flex; align-items: center; gap: .4rem; margin: 0; }
.drawing { min-height: 500px; overflow: hidden; }
.spectrum { display: block; }
.spectrum text { font-size: 12px; fill: var(--faint); }
.spectrum .title { fill: var(--ink); font-weight: 600; font-size: 13px; }
.spectrum .label { fill: var(--ink); font-weight: 600; paint-order: stroke; stroke: var(--page); stroke-width: 4px; }
.spectrum .end { text-anchor: end; }
.spectrum .middle { text-anchor: middle; }
.spectrum .rule { stroke: var(--line); }
.spectrum .axis { stroke: var(--faint); }
.spectrum .limit { stroke: var(--faint); stroke-dasharray: 2 3; }
dl.numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .6rem 1rem; }
dl.numbers dt { font-size: .85rem; }
dl.numbers dd { font-weight: 600; font-variant-numeric: tabular-nums; margin: 0; }
.found pre { white-space: pre-wrap; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .5rem .75rem; margin: .5rem 0; }
.found h2 { margin-top: 2rem; }
summary { cursor: pointer; color: var(--link); margin: .5rem 0; }
@media (max-width: 480px) { .explorer th, .explorer td { padding: .3rem .4rem; font-size: .8rem; } }
@media (max-width: 899px) {
  .explorer .headline { position: sticky; top: 0; z-index: 1; background: var(--page); font-size: 1.15rem; margin: .25rem 0; padding: .5rem 0; }
}
@media (min-width: 900px) {
  .columns { grid-template-columns: 310px 1fr; grid-template-rows: auto 1fr; }
  .columns .controls { grid-column: 1; grid-row: 1 / 3; align-self: start; grid-template-columns: 1fr; position: sticky; top: 1rem; }
  .columns .headline { grid-column: 2; margin-top: 0; }
  .columns .found { grid-column: 2; }
}
@media print { .controls, .actions { display: none; } }
`;
