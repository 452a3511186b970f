/* Functions for clientside callbacks of the gallery's apps. */

window.dash_clientside = Object.assign({}, window.dash_clientside, {
    gallery: {
        count: (text) => `${[...(text || "")].length} characters`,

        /* Send one message of MCP, as the client of a language model does; who is asking says the session. */
        say: async (...values) => {
            const [amount, years] = values.slice(-2);
            const method = window.dash_clientside.callback_context.triggered_id;
            const params = {
                initialize: {
                    protocolVersion: "2025-06-18",
                    capabilities: {},
                    clientInfo: { name: "gallery", version: "1" },
                },
                "tools/list": {},
                "tools/call": { name: "monthly_payment", arguments: { amount, years } },
            }[method];
            const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
            const config = JSON.parse(document.getElementById("_dash-config").textContent);
            const [, token] = document.cookie.match(/\bcsrftoken=(\w+)/) || [];
            const answer = await fetch(`${config.requests_pathname_prefix}_mcp`, {
                method: "POST",
                headers: { "Content-Type": "application/json", "X-CSRFToken": token },
                body: message,
            });
            return [message, JSON.stringify(await answer.json(), null, 2)];
        },

        /* What the server has told with the answer to the callback that gave this value. */
        timing: () => {
            const asked = performance
                .getEntriesByType("resource")
                .filter((entry) => entry.name.includes("_dash-update-component"));
            return (asked.at(-1)?.serverTiming || [])
                .filter((timing) => timing.name !== "__dash_server")
                .map((timing) => `${timing.description || timing.name}: ${timing.duration} ms`)
                .join(", ");
        },
    },
});
