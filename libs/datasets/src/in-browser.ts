/** What of this library needs nothing of Node, for pages that read a file of the reader's. */
export { MomentSums, mergeMoments } from './moments/moment-sums.ts';
export { readDelimited } from './sources/array/delimited.ts';
export { fileError } from './sources/array/file-error.ts';
export { refuseHtml } from './sources/array/html-page.ts';
export { readNpy } from './sources/array/npy.ts';
export { sizeOf, type Table } from './sources/array/table.ts';
