# Makes mstl.csv: mstl of R's forecast package with fits at every point, for a series with periods 6 and 24.
# Command: Rscript mstl.R > mstl.csv
suppressMessages(library(forecast))
i <- 0:199
y <- round(30 + 0.02 * i + 2 * sin(2 * pi * i / 6) + (3 + 0.005 * i) * cos(2 * pi * i / 24) + 0.7 * sin(1.7 * i * i), 6)
f <- mstl(msts(y, seasonal.periods = c(6, 24)), t.jump = 1, l.jump = 1, s.jump = 1)
out <- data.frame(value = y, season6 = f[, "Seasonal6"], season24 = f[, "Seasonal24"], trend = f[, "Trend"])
write.csv(format(out, digits = 15, trim = TRUE), row.names = FALSE, quote = FALSE)
