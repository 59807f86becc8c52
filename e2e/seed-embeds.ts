import { join } from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'

/** The reference's three ways to embed the checkout, as they stand there. */

export const SCRIPT_TAG = `<!-- Step 1: create a payment server-side (POST /v1/payments), get its id -->
<!-- Step 2: embed the widget with that id -->
<script
src="https://app.paylinq.net/widget.js"
data-payment-id="PAYMENT_ID"
></script>`

export const IFRAME = `<iframe
id="paylinq-checkout"
src="https://app.paylinq.net/pay/PAYMENT_ID?embed=1"
width="100%"
height="620"
frameborder="0"
allow="payment"
style="border:none; border-radius:12px;"
></iframe>
<script>
window.addEventListener("message", (event) => {
// Always verify origin in production!
if (!event.origin.startsWith("https://app.paylinq.net")) return;
switch (event.data.type) {
case "paylinq:payment:succeeded":
// event.data.payload = { paymentId, status }
document.getElementById("paylinq-checkout").style.display = "none";
showSuccessPage(event.data.payload.paymentId);
break;
case "paylinq:payment:failed":
showRetryMessage();
break;
case "paylinq:payment:requires_action":
// 3DS or similar — the widget handles it automatically
break;
}
});
</script>`

export const REACT_COMPONENT = `import { useEffect } from "react";

interface PaylinqCheckoutProps {
paymentId: string;
onSuccess?: (data: { paymentId: string; status: string }) => void;
onFailure?: (data: { paymentId: string; status: string }) => void;
}
export function PaylinqCheckout({ paymentId, onSuccess, onFailure }: PaylinqCheckoutProps) {
useEffect(() => {
const handler = (e: MessageEvent) => {
if (!e.origin.startsWith("https://app.paylinq.net")) return;
if (e.data.type === "paylinq:payment:succeeded") onSuccess?.(e.data.payload);
if (e.data.type === "paylinq:payment:failed") onFailure?.(e.data.payload);
};
window.addEventListener("message", handler);
return () => window.removeEventListener("message", handler);
}, [onSuccess, onFailure]);
return (
<iframe
src={\`https://app.paylinq.net/pay/\${paymentId}?embed=1\`}
width="100%"
height="620"
frameBorder="0"
allow="payment"
style={{ border: "none", borderRadius: 12 }}
/>
);
}
`

/** A page's own part around the component. */
const REACT_PAGE = `import { createRoot } from "react-dom/client";
import { PaylinqCheckout } from "./checkout.tsx";

const tell = (name: string) => (data: object) => void (window as any).told.push([name, data]);
const onSuccess = tell("success");
const onFailure = tell("failure");
createRoot(document.getElementById("root")!).render(
  <PaylinqCheckout paymentId={document.body.dataset.payment!} onSuccess={onSuccess} onFailure={onFailure} />,
);
`

/** Bundles a page with the component, by React itself. @returns its script. */
export async function bundleReactPage(component: string): Promise<string> {
  const folder = join(import.meta.dirname, 'virtual')
  const files = new Map([
    [join(folder, 'page.tsx'), REACT_PAGE],
    [join(folder, 'checkout.tsx'), component],
  ])
  const texts: Plugin = {
    name: 'texts',
    enforce: 'pre',
    resolveId: (id) => [...files.keys()].find((path) => path.endsWith(id.replace(/^\./, ''))),
    load: (id) => files.get(id),
  }
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [texts],
    oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, lib: { entry: join(folder, 'page.tsx'), formats: ['es'], fileName: () => 'page.js' } },
  })
  const [output] = built as Rolldown.RolldownOutput[]
  return output!.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n')
}
