SELECT 41 + {one}
