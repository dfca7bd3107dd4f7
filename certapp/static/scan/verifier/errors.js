/**
 * The errors of the verifier, with the machine codes of certapp/credential/errors.py.
 */

/** Root of the errors raised on purpose: a machine code and the facts of the case, no sentence. */
export class CredentialError extends Error {
  /**
   * @param {string} code machine code, snake_case
   * @param {Record<string, unknown>} [details] facts that a sentence may mention; never personal data
   */
  constructor(code, details = {}) {
    super(code);
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/** Claims that break a rule; `details.field` names the claim. */
export class ClaimsError extends CredentialError {}

/** Bytes or text that are not a token of ours. */
export class TokenError extends CredentialError {}

/** A trust list or status list that is malformed, badly signed, or older than the one held. */
export class ListError extends CredentialError {}
