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
  /** Every form in which a server may send the secret back, longest first. */
  readonly #secrets: readonly string[];

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
    const secret = this.kind === 'basic' ? password : this.kind === 'token' ? token : undefined;
    const encoded = this.#header?.slice(this.#header.indexOf(' ') + 1);
    this.#secrets = [...formsOf(secret), ...formsOf(encoded)].sort((a, b) => b.length - a.length);
  }

  /** The same text without the password or token, as it is or encoded. */
  redact(text: string): string {
    return this.#secrets.reduce((shown, secret) => shown.replaceAll(secret, REDACTED), text);
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

const REDACTED = '[redacted]';

function formsOf(secret: string | undefined): string[] {
  if (secret === undefined || secret === '') return [];
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    html,
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    html.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    html.replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
    Buffer.from(secret, 'utf8').toString('base64'),
  ];
  return [...new Set(forms)];
}

function hidden(field: string, expected: string, remedy: string): Error {
  return invalidInput(field, expected, Symbol('not shown'), remedy);
}
