// widget/messages.ts
function e(e) {
	let { type: t, version: n } = r(e);
	return t === "paylinq:connect" && Number.isInteger(n);
}
function t(e) {
	return r(e).type === "paylinq:theme";
}
function n(e) {
	return e === "light" || e === "dark" ? e : "system";
}
var r = Object;
// embed-host/ui/parent.ts
function i(e = window) {
	if (e.parent === e) return () => [];
	let t = [], n = (n) => {
		n.source === e.parent && t.push(n);
	};
	return e.addEventListener("message", n), () => (e.removeEventListener("message", n), t);
}
var a = {
	title: "Checkout",
	close: "Close",
	busyReason: "Your payment is in progress."
}, o = () => {}, s = {
	succeeded: o,
	failed: o,
	requiresAction: o,
	open: o,
	subscription: o,
	busy: o,
	close: o,
	stop: o
};
function c(r, i = window) {
	if (i.parent === i) return s;
	let { allowedOrigins: o, words: { title: c, close: u, busyReason: p } = a, onTheme: m } = r, h = i.document.documentElement, g = {
		title: c,
		close: u,
		ready: !0,
		height: 0,
		busy: "",
		payment: "",
		detail: {}
	}, _, v = [], y = [], b = d(i, o), x, S = (e) => x?.postMessage(e), C = (e) => {
		Object.assign(g, e), S({
			type: "paylinq:state",
			...e
		});
	}, w = (e) => {
		v.push(e), b && i.parent.postMessage(e, b);
	};
	function T(e) {
		if (JSON.stringify(e) === JSON.stringify(_)) return;
		_ = e, w(e);
		let t = e.type.slice(16);
		t === g.payment && C({ payment: "" }), C({
			payment: t,
			detail: e.payload
		});
	}
	function E({ source: t, origin: n, data: r, ports: [a] }) {
		t === i.parent && a && e(r) && (l(n, o) ? D(a, n, r) : console.warn(`paylinq: ${n} is not among the origins that may embed this page.`));
	}
	function D(e, r, { theme: a }) {
		if (x?.close(), x = e, x.onmessage = ({ data: e }) => {
			t(e) && m?.(n(e.theme));
		}, C({
			...g,
			height: f(h)
		}), y.forEach(S), m?.(n(a)), r !== b) {
			b = r;
			for (let e of v) i.parent.postMessage(e, b);
		}
	}
	let O = new i.ResizeObserver(() => {
		let e = f(h);
		e !== g.height && C({ height: e });
	});
	return O.observe(h), i.addEventListener("message", E), queueMicrotask(() => r.earlier?.().forEach(E)), {
		succeeded: (e) => T({
			type: "paylinq:payment:succeeded",
			payload: e
		}),
		failed: (e) => T({
			type: "paylinq:payment:failed",
			payload: e
		}),
		requiresAction: (e) => T({
			type: "paylinq:payment:requires_action",
			payload: e
		}),
		open() {
			_ = void 0, g.payment && C({
				payment: "",
				detail: {}
			});
		},
		subscription(e) {
			JSON.stringify(e) !== JSON.stringify(y.at(-1)) && (y.push(e), w(e), S(e));
		},
		busy(e) {
			let t = e ? p : "";
			t !== g.busy && C({ busy: t });
		},
		close: () => S({ type: "paylinq:close" }),
		stop() {
			i.removeEventListener("message", E), O.disconnect(), x?.close(), x = b = void 0;
		}
	};
}
function l(e, t) {
	let n = p(e);
	return !n || n.origin !== e || !/^https?:$/.test(n.protocol) ? !1 : t.some((e) => e === "*" || u(e, n));
}
function u(e, t) {
	let n = p(e.replace("://*.", "://"));
	if (!n || n.href !== `${n.origin}/`) return !1;
	if (!e.includes("://*.")) return n.origin === t.origin;
	let { protocol: r, port: i, hostname: a } = n;
	return t.protocol === r && t.port === i && t.hostname.endsWith(`.${a}`);
}
function d(e, t) {
	let n = e.location.ancestorOrigins?.[0] ?? p(e.document.referrer)?.origin;
	return n && l(n, t) ? n : void 0;
}
function f(e) {
	return Math.ceil(e.getBoundingClientRect().height);
}
function p(e) {
	try {
		return new URL(e);
	} catch {
		return;
	}
}
export { c as connectToParent, i as keepMessages, l as originAllowed };
