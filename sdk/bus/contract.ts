// The bus looks at what others publish, and publishes nothing itself.
export {};
