/** What a worker writes of a trial, and where: nothing else has business in a trial's folder. */
const AT_THE_TOP = new Set(['result.json', 'history.jsonl', 'left-out.json']);
const IN_A_FOLDER = /^(?:weights|pictures)\/[A-Za-z0-9][\w.-]{0,99}$/;

/** Whether a name is one of a trial's files: plain, without a way out of its folder, and in a place that is known. */
export function isTrialFileName(name: string): boolean {
  return AT_THE_TOP.has(name) || IN_A_FOLDER.test(name);
}
