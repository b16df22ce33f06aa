import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import vueAccessibility from 'eslint-plugin-vuejs-accessibility';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const extensionGlobals = ['browser', 'chrome'].map((name) => ({
  name,
  message: 'Take the part of the extension API that you need as an argument; an entrypoint hands it in.',
}));

/** Globals that make a rule of the domain depend on where or when it runs. */
const impureGlobals = [
  'window',
  'document',
  'self',
  'globalThis',
  'navigator',
  'location',
  'localStorage',
  'indexedDB',
  'crypto',
  'fetch',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'performance',
  'RTCPeerConnection',
  'console',
  'process',
].map((name) => ({ name, message: 'The domain is pure: take what you need as an argument.' }));

/** Spread literals put several members on one line, and hide them from whoever looks for one. */
const literalSpreads = {
  selector:
    ':matches(ObjectExpression, ArrayExpression, CallExpression) > SpreadElement > :matches(ObjectExpression, ArrayExpression, TSAsExpression > ArrayExpression)',
  message: 'Write the members out, and let the formatter lay them out.',
};

export default defineConfig(
  globalIgnores(['.output/', '.wxt/', '.cache/', 'coverage/', 'public/']),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mts', '**/*.vue'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // A `default` that handles all remaining cases is fine; most switches have none and must name every
      // case.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/prefer-optional-chain': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // A callback that may be asynchronous returns `void | Promise<void>`.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Objects are made by functions here and have no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // The extension API's types have enums for plain strings.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // An implementation may answer synchronously what its port lets others answer asynchronously.
      '@typescript-eslint/require-await': 'off',
      // Generics that name the type at the call (`databaseRows<Row>()`) are how unknown data gets its type.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          name: 'webextension-polyfill',
          message: 'Import `browser` from utils/browser.ts in an entrypoint, and hand it in from there.',
          allowTypeImports: true,
        },
      ],
    },
  },
  {
    files: ['**/*.vue'],
    extends: [vue.configs['flat/recommended'], vueAccessibility.configs['flat/recommended']],
    languageOptions: { parserOptions: { parser: tseslint.parser }, globals: globals.browser },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/no-unused-refs': 'error',
      'vue/no-useless-v-bind': 'error',
      'vue/require-typed-ref': 'error',
      // The types say which properties are optional.
      'vue/require-default-prop': 'off',
      // A label around its control, or one with its id, is enough for every browser.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      // This rule does not see a label in another component; the component tests ask axe, which sees the
      // whole page.
      'vuejs-accessibility/form-control-has-label': 'off',
      // In a dialog, `autofocus` says where the focus begins.
      'vuejs-accessibility/no-autofocus': 'off',
      // What somebody spoke into a microphone has no captions that could be shown with it.
      'vuejs-accessibility/media-has-caption': 'off',
      // Only Vue's compiler knows the types of template refs and of destructured properties; vue-tsc checks both.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-useless-default-assignment': 'off',
      // Vue's compiler and vue-tsc know what is undefined, and this rule does not know their macros.
      'no-undef': 'off',
    },
  },
  {
    // TypeScript itself knows what is undefined.
    files: ['**/*.ts', '**/*.mts'],
    rules: { 'no-undef': 'off' },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['debug', 'info', 'warn', 'error'] }],
      'object-shorthand': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: ['components/**', 'entrypoints/**', 'utils/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        literalSpreads,
        {
          selector:
            'CallExpression:matches([callee.object.name="Math"], [callee.property.name=/^(push|unshift|splice|fromCharCode|fromCodePoint)$/]) > SpreadElement',
          message:
            'Each element becomes an argument, and some hundred thousand of them throw: use `least` or `greatest` of utils/domain/numbers/extremes.ts, or a loop.',
        },
      ],
    },
  },
  {
    files: ['utils/browser.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    files: ['components/**', 'utils/**'],
    rules: { 'no-restricted-globals': ['error', ...extensionGlobals] },
  },
  {
    files: ['utils/domain/**'],
    rules: {
      'no-restricted-globals': ['error', ...extensionGlobals, ...impureGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The domain is told the time.' },
        { object: 'Math', property: 'random', message: 'The domain is told its chance.' },
      ],
    },
  },
  {
    files: ['tests/**', 'tools/**'],
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': [
        'error',
        literalSpreads,
        {
          selector:
            'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|todo)$/]',
          message: 'A test runs, or it is not there.',
        },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  prettier,
);
