import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPLORER_FILE, writeGallery } from '@collapse/analysis';
import { explorerPage } from './explorer-page.ts';

const reports = join(import.meta.dirname, '../../../reports');
const page = await explorerPage();
writeFileSync(join(reports, EXPLORER_FILE), page);
// The gallery names the page where there is one.
writeGallery(reports);
console.log(`reports/${EXPLORER_FILE}: ${Math.round(page.length / 1000)} kB`);
