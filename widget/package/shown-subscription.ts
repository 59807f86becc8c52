import { openSubscriptionFrame } from '../subscription-frame.ts'
import type { Opening } from './embed.ts'
import { readBase, type SubscriptionOptions } from './options.ts'

/** Loaded when a subscription's page is shown. @returns ends it. */
export function open({ element, id, deadline, options }: Opening): () => void {
  const { width, height, locale } = options as SubscriptionOptions
  if (width) element.dataset.paylinkrWidth = `${width}`
  if (height) element.dataset.paylinkrHeight = `${height}`
  if (locale) element.dataset.locale = locale
  return openSubscriptionFrame(element, id, readBase(options), deadline - Date.now())
}
