/** The address of a worker's file that shares chunks with the pages; see `wxt.config.ts`. */
declare module '*?shared-worker-url' {
  const url: string;
  export default url;
}
