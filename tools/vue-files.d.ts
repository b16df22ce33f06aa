/**
 * A declaration for the linter, which reads TypeScript without Vue's compiler. vue-tsc finds the real files
 * and does not read it.
 */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent;
  export default component;
}
