/** Buttons that copy the code beside them. Without this script there are none: the code can be selected. */
for (const button of document.querySelectorAll('[data-copy]')) {
  const words = button.textContent
  button.hidden = false
  button.addEventListener('click', async () => {
    const code = button.parentElement.querySelector('code').textContent
    try {
      await navigator.clipboard.writeText(code)
      button.textContent = 'Copied'
    } catch {
      button.textContent = 'Select it by hand'
    }
    setTimeout(() => {
      button.textContent = words
    }, 2_000)
  })
}
