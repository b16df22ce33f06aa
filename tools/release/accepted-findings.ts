/** A finding of addons-linter about the build. */
export interface Finding {
  /** The linter's name for its rule. */
  code: string;
  message: string;
  file?: string | undefined;
}

interface AcceptedFinding extends Finding {
  file: string;
  reason: string;
}

/**
 * What addons-linter finds in the build and what is right as it is. The linter belongs to Mozilla, and judges
 * by what Firefox takes; `file` is a line of the list of the archive's files.
 */
export const acceptedFindings: readonly AcceptedFinding[] = [
  {
    code: 'BACKGROUND_SERVICE_WORKER_NOFALLBACK',
    message:
      'Unsupported "/background/service_worker" manifest property used without "/background/scripts" property as Firefox-compatible fallback.',
    file: 'manifest.json',
    reason: 'The archive is for Chromium, which takes a service worker and no background page.',
  },
  {
    code: 'ADDON_ID_REQUIRED',
    message: 'The add-on ID is required in Manifest Version 3 and above.',
    file: 'manifest.json',
    reason: 'The stores of Chrome and Edge give the id; one in the manifest means nothing to them.',
  },
  {
    code: 'MISSING_DATA_COLLECTION_PERMISSIONS',
    message: 'The "data_collection_permissions" property is missing.',
    file: 'manifest.json',
    reason: 'Firefox alone reads it. What is collected (nothing) is answered in store/privacy.json.',
  },
  {
    code: 'MANIFEST_PERMISSIONS',
    message: '/permissions: Invalid permissions "offscreen" at 0.',
    file: 'manifest.json',
    reason: 'Firefox has no offscreen documents. A session lives in one, so that it outlasts popup and tab.',
  },
  {
    code: 'MANIFEST_PERMISSIONS',
    message: '/permissions: Invalid permissions "power" at 4.',
    file: 'manifest.json',
    reason: 'Firefox cannot keep a computer awake for an extension. Chromium can, and it is a setting.',
  },
  {
    code: 'MANIFEST_PERMISSIONS',
    message: '/permissions: Invalid permissions "sidePanel" at 6.',
    file: 'manifest.json',
    reason: 'Firefox has a sidebar of another kind. In Chromium the side panel shows the text.',
  },
  ...['background.js', 'chunks/#.js'].map((file) => ({
    code: 'UNSUPPORTED_API',
    message: 'sidePanel.open is not supported',
    file,
    reason: 'It opens the side panel, which Chromium has and Firefox has not.',
  })),
  {
    code: 'UNSAFE_VAR_ASSIGNMENT',
    message: 'Unsafe assignment to innerHTML',
    file: 'chunks/#.js',
    reason:
      'It is in Vue, for `v-html` and for markup that its compiler found to be constant. A lint rule (vue/no-v-html) keeps `v-html` out of every component.',
  },
];
