/** The name of the file that a part of the widget is built to: see `classicScript` in vite.config.ts. */
declare module '*?file' {
  const fileName: string
  export default fileName
}

/** Whether a classic script was loaded as a module, by `type="module"`, after all: see `classicScript`. */
declare const isModule: boolean
