/** Runs in the reader's browser: sorts a table by a column's button and shows or hides its further columns. */
export const TABLE_SCRIPT = `
document.documentElement.classList.add('scripted');
for (const table of document.querySelectorAll('table.sortable')) {
  const headers = [...table.tHead.rows[0].cells];
  headers.forEach((header, column) => {
    header.querySelector('button').addEventListener('click', () => {
      const order = header.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
      for (const other of headers) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', order);
      const sign = order === 'ascending' ? 1 : -1;
      const keyOf = (row) => {
        const cell = row.cells[column];
        return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
      };
      const keyed = [...table.tBodies[0].rows].map((row) => ({ row, key: keyOf(row) }));
      keyed.sort((one, other) => {
        if (one.key === '' || other.key === '') return (one.key === '') - (other.key === '');
        if (typeof one.key === 'number' && typeof other.key === 'number') return sign * (one.key - other.key);
        return sign * String(one.key).localeCompare(String(other.key));
      });
      table.tBodies[0].append(...keyed.map(({ row }) => row));
    });
  });
}
for (const toggle of document.querySelectorAll('.toggle')) {
  toggle.addEventListener('click', () => {
    const shown = document.getElementById(toggle.getAttribute('aria-controls')).classList.toggle('all-columns');
    toggle.setAttribute('aria-pressed', String(shown));
    toggle.textContent = shown ? 'Show the main columns only' : 'Show all columns';
  });
}
`;
