/** What credentials look like in a file: the shapes that those who issue them have published. */
export const secretShapes: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
  'a key of AWS': /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  'a token of GitHub': /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50,})/,
  'a token of npm': /\bnpm_[A-Za-z0-9]{36}\b/,
  'a key of OpenAI': /\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,}/,
  'a key of Google': /\bAIza[A-Za-z0-9_-]{35}\b/,
  'a client secret of Google': /\bGOCSPX-[A-Za-z0-9_-]{20,}/,
  'a token of Google': /\b(?:ya29\.|1\/\/0)[A-Za-z0-9_-]{20,}/,
  'a token of Slack': /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
  'a signed token (JWT)': /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  'a key of Stripe': /\b[rs]k_(?:live|test)_[A-Za-z0-9]{20,}/,
  'credentials in an address': /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`{}$]+:[^\s/@"'`{}$]+@[a-z0-9]/i,
};
