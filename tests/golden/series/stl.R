# Makes stl_r.csv: R's robust stl of an odd number of values (see docs/algorithms/stl.md for why odd).
# Command: Rscript stl.R > stl_r.csv
i <- 0:148
y <- round(50 - 0.03 * i + (4 - 0.01 * i) * cos(2 * pi * i / 12) + sin(1.7 * i * i), 6)
y[c(20, 90)] <- y[c(20, 90)] + 11
f <- stl(ts(y, frequency = 12), s.window = 11, robust = TRUE)
write.csv(format(data.frame(value = y, seasonal = f$time.series[, 1], trend = f$time.series[, 2], weight = f$weights), digits = 15, trim = TRUE),
          row.names = FALSE, quote = FALSE)
