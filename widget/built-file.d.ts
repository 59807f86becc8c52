/** The name of the file that a part of the widget is built to: see `classicScript` in vite.config.ts. */
declare module '*?file' {
  const fileName: string
  export default fileName
}
