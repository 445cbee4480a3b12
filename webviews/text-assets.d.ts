/** Stylesheets are bundled as text and adopted by components. */
declare module '*.css' {
  const text: string;
  export default text;
}
declare module '*.svg' {
  const source: string;
  export default source;
}
