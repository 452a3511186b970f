"""Wagtail's content checker, run from a test."""

# Runs axe as the checker of the userbar does: with its rules, and over what it looks at. That one may be running: then
# axe refuses, and is asked again.
RUN = """async () => {
    const bar = document.querySelector('wagtail-userbar').shadowRoot;
    const {context, options} = JSON.parse(bar.querySelector('#checker-axe-configuration').textContent);
    for (;;) {
        try {
            const {violations} = await axe.run(context, options);
            return violations.map(violation => violation.id);
        } catch (error) {
            if (!error.message.includes('already running')) throw error;
            await new Promise(requestAnimationFrame);
        }
    }
}"""
