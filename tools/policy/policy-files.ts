import type { PolicyNode } from '../../utils/domain/settings/policy-schema.ts';
import { examplePolicy, type PolicyValue } from './example-policy.ts';

/** Stands for the id that the store gives; whoever uses a file puts theirs in its place. */
export const idPlaceholder = 'EXTENSION_ID';

/** Where the store's own extensions are updated from. */
const storeUpdateUrl = 'https://clients2.google.com/service/update2/crx';

/** The browser's own policies: it installs the extension, and lets it use the microphone without a question. */
const browserPolicy = {
  ExtensionSettings: {
    [idPlaceholder]: { installation_mode: 'force_installed', update_url: storeUpdateUrl },
  },
  AudioCaptureAllowedUrls: [`chrome-extension://${idPlaceholder}/`],
};

/** The files for administrators, by their names, all with the same content for Chrome on three systems. */
export function policyFiles(schema: PolicyNode): Record<string, string> {
  const policy = examplePolicy(schema);
  return {
    'linux.json': `${JSON.stringify({ ...browserPolicy, '3rdparty': { extensions: { [idPlaceholder]: policy } } }, null, 2)}\n`,
    'windows.reg': registryFile(policy),
    'macos-browser.plist': plist(browserPolicy),
    'macos-extension.plist': plist(policy),
  };
}

/** A file for `reg import`: UTF-8 without signs beyond ASCII is read as well as UTF-16 is. */
function registryFile(policy: PolicyValue): string {
  const chrome = 'HKEY_LOCAL_MACHINE\\Software\\Policies\\Google\\Chrome';
  const lines = [
    'Windows Registry Editor Version 5.00',
    '',
    ...registryKey(chrome, { ExtensionSettings: JSON.stringify(browserPolicy.ExtensionSettings) }),
    ...registryKey(`${chrome}\\AudioCaptureAllowedUrls`, numbered(browserPolicy.AudioCaptureAllowedUrls)),
    ...registryKey(`${chrome}\\3rdparty\\extensions\\${idPlaceholder}\\policy`, policy),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/**
 * A key with its values, and a key below it for each object and each list, as Chrome reads them
 * (components/policy/core/common/registry_dict.cc): booleans and integers are DWORDs, a list has the names 1, 2, 3.
 */
function registryKey(key: string, value: PolicyValue): string[] {
  const members = Object.entries(Array.isArray(value) ? numbered(value as readonly PolicyValue[]) : value);
  const plain = members.filter(([, each]) => typeof each !== 'object');
  const nested = members.filter(([, each]) => typeof each === 'object');
  return [
    ...(plain.length > 0
      ? [`[${key}]`, ...plain.map(([name, each]) => `${quoted(name)}=${registryValue(each)}`), '']
      : []),
    ...nested.flatMap(([name, each]) => registryKey(`${key}\\${name}`, each as PolicyValue)),
  ];
}

const numbered = (list: readonly PolicyValue[]) =>
  Object.fromEntries(list.map((each, index) => [String(index + 1), each]));

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

function registryValue(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : `dword:${Number(value).toString(16).padStart(8, '0')}`;
}

function plist(policy: PolicyValue): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${plistValue(policy, '')}
</plist>
`;
}

function plistValue(value: PolicyValue, indent: string): string {
  const below = `${indent}  `;
  if (typeof value === 'string') return `${indent}<string>${escaped(value)}</string>`;
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>`;
  if (typeof value === 'boolean') return `${indent}<${value}/>`;
  if (Array.isArray(value)) {
    const items = (value as readonly PolicyValue[]).map((each) => plistValue(each, below));
    return [`${indent}<array>`, ...items, `${indent}</array>`].join('\n');
  }
  const members = Object.entries(value as Record<string, PolicyValue>).map(
    ([name, each]) => `${below}<key>${escaped(name)}</key>\n${plistValue(each, below)}`,
  );
  return [`${indent}<dict>`, ...members, `${indent}</dict>`].join('\n');
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
