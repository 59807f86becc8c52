import type { FromChallenge } from './messages.ts'

/**
 * Shows a 3-D Secure challenge over the page, and resolves when the payer has answered it or has left it.
 * The dialog is modal: the rest of the page is inert, so the focus stays inside.
 */
export function showChallenge(origin: string, address: string): Promise<void> {
  const returnTo = document.activeElement
  const dialog = document.createElement('dialog')
  dialog.setAttribute('aria-label', '3-D Secure authentication')
  const frame = document.createElement('iframe')
  const url = new URL(address)
  url.searchParams.set('parent', location.origin)
  frame.src = url.href
  frame.title = 'Authentication by your bank'
  styleDialog(dialog.style)
  styleFrame(frame.style)
  dialog.append(frame)
  document.body.append(dialog)
  dialog.showModal()

  return new Promise((resolve) => {
    function receive(event: MessageEvent<FromChallenge>) {
      if (event.source !== frame.contentWindow || event.origin !== origin) return
      if (event.data.type === 'resize') show(event.data.height)
      else close()
    }
    /** At first only now: its buttons do something, and the frame does not move from under a press. */
    function show(height: number) {
      frame.style.height = `${height}px`
      if (frame.style.visibility !== 'hidden') return
      frame.style.visibility = 'visible'
      frame.focus()
    }
    function close() {
      window.removeEventListener('message', receive)
      dialog.close()
      dialog.remove()
      if (returnTo instanceof HTMLElement) returnTo.focus()
      resolve()
    }
    // To leave a challenge is to fail it, and only its own page can say so to the bank.
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      frame.contentWindow?.postMessage({ type: 'abandon' }, origin)
    })
    window.addEventListener('message', receive)
  })
}

function styleDialog(style: CSSStyleDeclaration) {
  style.position = 'fixed'
  style.inset = '0'
  style.display = 'grid'
  style.placeItems = 'center'
  style.width = '100%'
  style.height = '100%'
  style.maxWidth = 'none'
  style.maxHeight = 'none'
  style.margin = '0'
  style.padding = '16px'
  style.boxSizing = 'border-box'
  style.border = '0'
  style.background = 'rgb(10 14 25 / 0.55)'
}

function styleFrame(style: CSSStyleDeclaration) {
  style.width = '100%'
  style.maxWidth = '420px'
  style.height = '340px'
  style.maxHeight = '100%'
  style.border = '0'
  style.borderRadius = '16px'
  style.background = '#fff'
  style.visibility = 'hidden'
  style.boxShadow = '0 24px 64px rgb(10 14 25 / 0.35)'
  style.setProperty('color-scheme', 'light')
}
