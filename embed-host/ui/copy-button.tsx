import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { CheckIcon, CopyIcon } from './icons.tsx'
import type { Texts } from './texts/en.ts'

/** How long a button says that it has copied. */
const SHOWN = 2_500

interface CopyButtonProps {
  /** What goes to the clipboard. */
  value: string
  /** What it is, "Address": the button's name and the spoken confirmation are made of it. */
  label: string
  texts: Texts
}

/** Copies `value` and says so, in the button and aloud. */
export function CopyButton({ value, label, texts }: CopyButtonProps) {
  const result = useSignal<'copied' | 'failed' | null>(null)
  const shown = result.value
  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => {
      result.value = null
    }, SHOWN)
    return () => clearTimeout(timer)
  }, [shown, result])

  const copy = async () => {
    result.value = (await writeToClipboard(value)) ? 'copied' : 'failed'
  }
  return (
    <>
      <button
        type="button"
        class="copy-button needs-script"
        data-result={shown ?? undefined}
        aria-label={shown === 'copied' ? texts.invoice.copiedItem(label) : texts.invoice.copyItem(label)}
        onClick={() => void copy()}
      >
        {shown === 'copied' ? <CheckIcon /> : <CopyIcon />}
        <span>{shown === 'copied' ? texts.common.copied : texts.common.copy}</span>
      </button>
      <span class={shown === 'failed' ? 'copy-failed' : 'visually-hidden'} role="status">
        {shown === 'copied' && texts.invoice.copiedItem(label)}
        {shown === 'failed' && texts.common.copyFailed}
      </span>
    </>
  )
}

/** In an iframe whose parent does not allow the clipboard the modern call is refused and the old one still works. */
async function writeToClipboard(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value)
    return true
  } catch {
    return copyBySelection(value)
  }
}

function copyBySelection(value: string): boolean {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = value
  field.readOnly = true
  field.className = 'visually-hidden'
  document.body.append(field)
  field.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    field.remove()
    if (focused instanceof HTMLElement) focused.focus()
  }
}
