import { Buffer } from 'node:buffer';
import { inspect } from 'node:util';
import { invalidInput } from './errors.ts';

export interface Credentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** Holds the Authorization header where neither console.log, JSON.stringify nor an error can show it. */
export class Authentication {
  readonly kind: 'none' | 'basic' | 'token';
  readonly #header: string | undefined;

  /**
   * A user name with a password wins over a token, as in MLflow's Python client.
   * @throws MlflowError invalid-input for half a pair, or characters that no header can hold; the value is never shown
   */
  constructor(credentials: Credentials) {
    const { username, password, token } = credentials;
    if (username !== undefined && password !== undefined) {
      if (username.includes(':'))
        throw hidden('username', 'no ":"', 'HTTP Basic cannot carry a colon in the user name.');
      this.kind = 'basic';
      this.#header = `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
    } else if (token !== undefined) {
      if (!/^[\x21-\x7e]+$/.test(token)) {
        throw hidden('token', 'printable ASCII without spaces', 'Look for a newline at the end of the token.');
      }
      this.kind = 'token';
      this.#header = `Bearer ${token}`;
    } else if (username !== undefined || password !== undefined) {
      const missing = username === undefined ? 'username' : 'password';
      throw invalidInput(missing, 'both a user name and a password', undefined, `Give the ${missing} too.`);
    } else {
      this.kind = 'none';
      this.#header = undefined;
    }
  }

  headers(): Record<string, string> {
    return this.#header === undefined ? {} : { authorization: this.#header };
  }

  toJSON(): string {
    return this.kind;
  }

  [inspect.custom](): string {
    return `Authentication { kind: '${this.kind}' }`;
  }
}

function hidden(field: string, expected: string, remedy: string): Error {
  return invalidInput(field, expected, Symbol('not shown'), remedy);
}
