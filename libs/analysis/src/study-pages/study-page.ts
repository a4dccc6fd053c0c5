import type { Statement, StudyTable } from '../studies/study-report.ts';
import { countWords } from '../studies/trial-counts.ts';
import { deviationWords, machineWords, sizeWords, timeWords } from './run-words.ts';
import type { StudyRecord } from './study-record.ts';

/** The page of a study, README.md in its folder: Markdown, so that a forge shows it with its figures. */
export function studyPage(record: StudyRecord): string {
  const { run } = record;
  const size = sizeWords(run);
  const statements = (agrees: Statement['agrees']) =>
    record.statements.filter((statement) => statement.agrees === agrees).map(({ text }) => `- ${text}`);
  const parts: readonly (readonly [title: string | null, lines: readonly string[]])[] = [
    [null, [`# ${record.title}`, '', `**${record.headline}**`, ...(size === null ? [] : ['', `*${size}*`])]],
    [null, record.counts === undefined ? [] : [countWords(record.counts)]],
    [null, [record.question, '', `Source: ${record.source}`]],
    [null, record.figures.flatMap(figureLines)],
    ...(record.tables ?? []).map((table) => [table.title, tableLines(table)] as const),
    ['Agrees with the source', statements(true)],
    ['Does not agree with the source', statements(false)],
    ['Not stated by the source', statements(null)],
    ['Largest deviation from the closed form', record.deviations.map((deviation) => `- ${deviationWords(deviation)}`)],
    [
      'Run',
      [
        '```',
        run.command,
        '```',
        '',
        `- Every trial: [results.csv](results.csv)`,
        `- Time: ${timeWords(run)}`,
        `- Machine: ${machineWords(run)}`,
        `- Needs: ${record.needs}.`,
      ],
    ],
  ];
  const sections = parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [...(title === null ? [] : [`## ${title}`, '']), ...lines].join('\n'));
  return `${sections.join('\n\n')}\n`;
}

function figureLines({ name, title, caption }: StudyRecord['figures'][number], index: number): string[] {
  return [...(index === 0 ? [] : ['']), `![${title}](${name}.svg)`, '', `*${title}. ${caption}*`];
}

function tableLines({ columns, rows }: StudyTable): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)];
}
