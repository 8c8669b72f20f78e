"""The explorer: one page that carries a fit's draws and rolls any path of the policy out in the browser."""
