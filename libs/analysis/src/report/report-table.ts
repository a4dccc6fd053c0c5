import type { Cell } from '../flatten-specification.ts';
import { shortNumber } from '../short-number.ts';
import { type Html, html } from './html.ts';

/** A column of a table in the report. */
export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => Cell;
  /** `heading` names the row; `words` is given room; numbers are aligned by themselves. */
  readonly kind?: 'heading' | 'words' | 'number';
  /** A setting rather than a measurement: its number is shown as it is. */
  readonly exact?: boolean;
  /** Shown only where the reader asks for all columns. */
  readonly more?: boolean;
}

/** A table with more rows scrolls in its frame, with its head in sight. */
const TALL_ROWS = 25;

export interface TableOptions {
  readonly label: string;
  /** The id of a table that can be sorted. */
  readonly sortable?: string;
}

/** A table that scrolls in its own frame where it is wider than the page. */
export function reportTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], options: TableOptions): Html {
  const isSortable = options.sortable !== undefined;
  return html`<div class=${rows.length > TALL_ROWS ? 'scroll tall' : 'scroll'} tabindex="0" role="region" aria-label=${options.label}>
    <table id=${options.sortable} class=${isSortable ? 'sortable' : undefined}>
      <thead><tr>${columns.map(
        (column) =>
          html`<th scope="col" class=${classOf(column)}>${isSortable ? html`<button type="button">${breakable(column.title)}</button>` : breakable(column.title)}</th>`,
      )}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${columns.map((column) => tableCell(column, column.of(row)))}</tr>`)}</tbody>
    </table>
  </div>`;
}

/** A dotted path or a name_of_words may break behind its dots and underscores where there is no room. */
function breakable(title: string): (string | Html)[] {
  return title.split(/(?<=[._])/).flatMap((part, index) => (index === 0 ? [part] : [html`<wbr />`, part]));
}

function tableCell<Row>(column: Column<Row>, value: Cell): Html {
  if (column.kind === 'heading') return html`<th scope="row" class=${classOf(column)}>${value}</th>`;
  if (typeof value === 'number') {
    return html`<td class=${classOf({ ...column, kind: 'number' })} data-value=${value}>${column.exact ? String(value) : shortNumber(value)}</td>`;
  }
  return html`<td class=${classOf(column)}>${value === null ? '' : String(value)}</td>`;
}

function classOf<Row>(column: Column<Row>): string | undefined {
  const names = [column.kind === 'heading' ? '' : (column.kind ?? ''), column.more ? 'more' : ''].filter(
    (name) => name !== '',
  );
  return names.length === 0 ? undefined : names.join(' ');
}
