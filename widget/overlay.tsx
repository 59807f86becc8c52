/// <reference types="vite/client" />
/** @jsxRuntime classic */
/** @jsx h */
// biome-ignore lint/correctness/noUnusedImports: JSX is built to calls of it.
import { h, render } from 'preact'
import { themeOf } from './connection.ts'
import { type FrameOptions, openFrame } from './frame.tsx'
import css from './overlay.css?inline'
import { lockScroll } from './scroll-lock.ts'
import { styleSheet } from './style-sheet.ts'

/** Opens a payment's page over the whole of the merchant's. Nothing of it remains once it is closed. */
export function openOverlay(options: Omit<FrameOptions, 'draw' | 'onReady' | 'onLeave'>): void {
  /** How often the payer tried to leave while money was moving: each time is answered. */
  let refusals = 0

  const host = document.createElement('paylinq-checkout')
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [styleSheet(css)]

  const frame = openFrame({
    ...options,
    draw,
    onReady: () => root.querySelector('iframe')!.focus(),
    onLeave: leave,
  })
  draw()
  const dialog = root.firstChild as HTMLDialogElement
  document.documentElement.append(host)
  const unlockScroll = lockScroll()
  dialog.showModal()

  function leave() {
    if (frame.page.busy) {
      refusals++
      draw()
    } else if (options.emit('paylinq:close')) {
      // Closing gives the focus back to where it was.
      dialog.close()
      host.remove()
      frame.stop()
      unlockScroll()
    }
  }

  /** A browser closes a dialog over any objection when Escape is pressed twice. */
  function onClose() {
    if (host.isConnected) leave()
    if (host.isConnected) dialog.showModal()
  }

  function draw() {
    const { page } = frame
    const theme = themeOf(options.element)
    render(
      // biome-ignore lint/a11y/useKeyWithClickEvents: its key is Escape, see onCancel.
      <dialog
        aria-label={page.title}
        style={`color-scheme:${theme === 'system' ? 'light dark' : theme}`}
        onCancel={(event) => {
          event.preventDefault()
          leave()
        }}
        onClose={onClose}
        onClick={({ target }) => {
          // What is in the dialog covers it: only its backdrop is the dialog itself.
          if (target === dialog) leave()
        }}
      >
        <output>{page.busy && refusals > 0 && <span key={refusals}>{page.busyReason}</span>}</output>
        <button type="button" aria-label={page.close} aria-disabled={page.busy} onClick={leave}>
          ×
        </button>
        {frame.view()}
      </dialog>,
      root,
    )
  }
}
