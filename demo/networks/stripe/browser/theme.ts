import type { Appearance } from './messages.ts'

const LIGHT = {
  colorPrimary: '#3b5bdb',
  colorBackground: '#ffffff',
  colorText: '#1f2433',
  colorTextSecondary: '#5c6478',
  colorTextPlaceholder: '#767d90',
  colorDanger: '#c92a3f',
  colorBorder: '#ccd1dc',
}

const NIGHT = {
  colorPrimary: '#8ea6ff',
  colorBackground: '#1c2130',
  colorText: '#f2f4fa',
  colorTextSecondary: '#aab2c8',
  colorTextPlaceholder: '#8b94ab',
  colorDanger: '#ff8d9b',
  colorBorder: '#3d465c',
}

const SHAPE = {
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontSizeBase: '16px',
  borderRadius: '8px',
  spacingUnit: '4px',
}

/** Gives the document the variables that its style sheet is written in. Variables it does not know change nothing. */
export function applyAppearance({ theme = 'stripe', variables = {} }: Appearance) {
  const { style } = document.documentElement
  const defaults = { ...SHAPE, ...(theme === 'night' ? NIGHT : LIGHT) }
  for (const [name, value] of Object.entries(defaults)) style.setProperty(`--${name}`, variables[name] ?? value)
  style.setProperty('color-scheme', theme === 'night' ? 'dark' : 'light')
}
