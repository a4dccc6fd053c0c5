import test from 'ava';

/** Says in the test report what could not be tested here, so that nothing goes missing without a word. */
export function leftOut(what: string): void {
  test.skip(what, (t) => t.fail('needs what is not here'));
}

export const NO_SERVER = 'a real MLflow server: there is none, `npm run setup` brings one';
