/** @jsxImportSource react */
import { type CSSProperties, type ReactElement, useEffect, useRef, useState } from 'react'
import {
  type CheckoutEvents,
  type CheckoutOptions,
  type Embed,
  mountCheckout,
  mountSubscription,
  openCheckout,
  type SubscriptionEvents,
  type SubscriptionOptions,
  type Theme,
} from './index.ts'

/** Callbacks may be other functions at every render. */
export interface PaylinqCheckoutProps extends CheckoutOptions, Place {
  /** `inline` (default): in the component's place. `overlay`: over the page, as soon as the component is there. */
  mode?: 'inline' | 'overlay' | undefined
  /** The payment is made. Your server believes the webhook, not this. */
  onSuccess?: Callback<CheckoutEvents, 'paylinq:payment:succeeded'>
  /** The payment has failed for good. */
  onFailure?: Callback<CheckoutEvents, 'paylinq:payment:failed'>
  /** The payer's bank asks something of the payer. There is nothing to do. */
  onRequiresAction?: Callback<CheckoutEvents, 'paylinq:payment:requires_action'>
  onReady?: Callback<CheckoutEvents, 'paylinq:ready'>
  /** The payer wants to leave. Over the page, `event.preventDefault()` keeps the checkout open. */
  onClose?: Callback<CheckoutEvents, 'paylinq:close'>
  /** The page did not open. The payer sees a link to it. */
  onError?: Callback<CheckoutEvents, 'paylinq:error'>
}

export interface PaylinkrSubscriptionProps extends SubscriptionOptions, Place {
  onCreated?: Callback<SubscriptionEvents, 'paylinkr:subscription:created'>
  onActive?: Callback<SubscriptionEvents, 'paylinkr:subscription:active'>
  onCancelled?: Callback<SubscriptionEvents, 'paylinkr:subscription:cancelled'>
  onReady?: Callback<SubscriptionEvents, 'paylinkr:ready'>
  /** The page did not open. The payer sees a link to it. */
  onError?: Callback<SubscriptionEvents, 'paylinkr:error'>
}

/** The element that it is shown in. */
interface Place {
  className?: string | undefined
  style?: CSSProperties | undefined
}

type Callback<Details, Type extends keyof Details> =
  | ((detail: Details[Type], event: CustomEvent<Details[Type]>) => void)
  | undefined

/**
 * A payment's checkout. Another `paymentId`, `host`, `locale` or `mode` opens it anew; `theme` changes while it is open.
 * On a server it is an empty place.
 */
export function PaylinqCheckout(props: PaylinqCheckoutProps): ReactElement | null {
  const { host, paymentId, locale, mode } = props
  const isInline = mode !== 'overlay'
  const place = useEmbed<CheckoutEvents>({
    ...props,
    open: (target) => (isInline ? mountCheckout(target!, props) : openCheckout(props)),
    anew: [host, paymentId, locale, isInline],
    height: 480,
    listeners: {
      'paylinq:ready': props.onReady,
      'paylinq:close': props.onClose,
      'paylinq:error': props.onError,
      'paylinq:payment:succeeded': props.onSuccess,
      'paylinq:payment:failed': props.onFailure,
      'paylinq:payment:requires_action': props.onRequiresAction,
    },
  })
  return isInline ? place : null
}

/** A package's page, where the payer subscribes. Another `packageId`, `host`, `locale` or size opens it anew. */
export function PaylinkrSubscription(props: PaylinkrSubscriptionProps): ReactElement {
  const { host, packageId, locale, width, height = 520 } = props
  return useEmbed<SubscriptionEvents>({
    ...props,
    open: (target) => mountSubscription(target!, props),
    anew: [host, packageId, locale, width, height],
    height,
    listeners: {
      'paylinkr:ready': props.onReady,
      'paylinkr:error': props.onError,
      'paylinkr:subscription:created': props.onCreated,
      'paylinkr:subscription:active': props.onActive,
      'paylinkr:subscription:cancelled': props.onCancelled,
    },
  })
}

interface EmbedProps<Details> extends Place {
  theme?: Theme | undefined
  /** @param target is null where nothing is drawn in the component's place. */
  open(target: Element | null): Embed<Details>
  /** When one of these changes, it is opened anew. */
  anew: unknown[]
  /** The room that is kept until it is open, in CSS pixels. */
  height: number
  listeners: { [Type in keyof Details]: Callback<Details, Type> }
}

/** How far a component is: as a server renders it, in a document, its embed open. */
type Stage = 'rendered' | 'there' | 'open'

/** @returns the element to render, which nothing but the embed puts anything into once it is in a document. */
function useEmbed<Details>(props: EmbedProps<Details>): ReactElement {
  const { open, anew, theme = 'system', className, style, height } = props
  const place = useRef<HTMLDivElement>(null)
  const embed = useRef<Embed<Details>>(null)
  const [stage, setStage] = useState<Stage>('rendered')

  // What was rendered last, and not what was rendered and dropped, is what is called.
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })

  const isThere = stage !== 'rendered'
  useEffect(() => setStage('there'), [])
  useEffect(() => {
    if (!isThere) return
    const opened = open(place.current)
    embed.current = opened
    setStage('open')
    for (const type in latest.current.listeners) {
      opened.addEventListener(type, (event) => latest.current.listeners[type]?.(event.detail, event))
    }
    return opened.close
  }, [isThere, ...anew])

  useEffect(() => embed.current?.update({ theme }), [theme])

  return (
    <div ref={place} className={className} style={{ ...(stage === 'there' && { minHeight: height }), ...style }}>
      {/* A style in a server's HTML would need a policy that allows it. */}
      {!isThere && <svg width="1" height={height} aria-hidden="true" />}
    </div>
  )
}
