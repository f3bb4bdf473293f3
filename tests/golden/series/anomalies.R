# Makes anomalies.csv, seasonality.csv, filled.csv and naive.csv by R's own stl, acf, approx and qt and forecast's snaive, accuracy and tsCV.
# Command: Rscript anomalies.R
suppressMessages(library(forecast))
put <- function(table, file) write.csv(format(table, digits = 16, trim = TRUE), file, row.names = FALSE, quote = FALSE)

# Odd lengths: R's robust stl of an even number of values takes a wrong median now and then.
i <- 0:174
y <- round(50 + 0.05 * i + c(0, 2, 3, 1, -1, -6, 1)[i %% 7 + 1] + 1.5 * sin(1.3 * i * i), 6)
y[c(21, 22, 101, 151)] <- y[c(21, 22, 101, 151)] + c(14, 13, -12, 7)
fit <- function(x, ...) stl(ts(x, frequency = 7), s.jump = 1, t.jump = 1, l.jump = 1, ...)

# Rosner's generalised ESD with the median and the median absolute deviation on what a robust, periodic stl leaves; at most 8 of 175.
parts <- fit(y, "periodic", robust = TRUE)$time.series
rest <- as.vector(parts[, "remainder"])
spread <- function(x) mad(x, constant = 1 / qnorm(0.75))
left <- seq_along(rest); taken <- c(); outside <- 0
for (k in 1:8) {
  centre <- median(rest[left]); scores <- abs(rest[left] - centre) / spread(rest[left]); n <- length(left)
  t <- qt(1 - 0.05 / (2 * n), n - 2)
  taken <- c(taken, left[which.max(scores)])
  if (max(scores) > (n - 1) * t / sqrt((n - 2 + t^2) * n)) outside <- k
  left <- left[-which.max(scores)]
}
put(data.frame(value = y, expected = y - rest + median(rest), score = (rest - median(rest)) / spread(rest),
               anomaly = as.integer(seq_along(y) %in% head(taken, outside))), "anomalies.csv")

# Strength of season by stl with a window of 11 and local means; QS by its definition on the changes.
x <- round(cumsum(sin(0.7 * i * i)) + 2 * cos(2 * pi * i / 7), 6)
strength <- function(x) {
  p <- fit(x, s.window = 11, s.degree = 0)$time.series
  max(0, 1 - var(p[, "remainder"]) / var(p[, "remainder"] + p[, "seasonal"]))
}
qs <- function(x, s) {
  d <- diff(x); n <- length(d); r <- acf(d, 2 * s, plot = FALSE)$acf[-1]
  if (r[s] <= 0) 0 else n * (n + 2) * (r[s]^2 / (n - s) + max(0, r[2 * s])^2 / (n - 2 * s))
}
noise <- round(sin(1.1 * i * i), 6)
put(data.frame(series = 0:2, strength = sapply(list(y, x, noise), strength), qs = sapply(list(y, x, noise), qs, 7),
               p = pchisq(sapply(list(y, x, noise), qs, 7), 2, lower.tail = FALSE)), "seasonality.csv")

# Gaps: straight lines, and straight lines between values less the season of a robust, periodic stl, until nothing moves.
gappy <- y; gappy[c(1, 11, 12, 13, 14, 15, 16, 17, 18, 60, 130, 131, 175)] <- NA
line <- approx(i, gappy, i, rule = 2)$y
seasonal <- line
for (round in 1:10) {
  s <- as.vector(fit(seasonal, "periodic", robust = TRUE)$time.series[, "seasonal"])
  following <- ifelse(is.na(gappy), approx(i, gappy - s, i, rule = 2)$y + s, gappy)
  moved <- max(abs(following - seasonal)); seasonal <- following
  if (moved <= 1e-6 * max(abs(seasonal))) break
}
put(data.frame(line = line, seasonal = seasonal, walk = x, noise = noise), "filled.csv")

# The naive forecast, its errors, and the errors of rolling origins.
history <- y[1:150]; f <- snaive(ts(history, frequency = 7), 25, level = 95)
a <- accuracy(f, ts(y[151:175], start = tsp(f$mean)[1], frequency = 7))
e <- tsCV(ts(y, frequency = 7), function(x, h) snaive(x, h), h = 3, initial = 20)
errors <- e[21:172, ]
put(data.frame(mean = as.vector(f$mean), error = as.vector((f$upper - f$mean) / qnorm(0.975)), mae = a[2, "MAE"], rmse = a[2, "RMSE"],
               mase = a[2, "MASE"], smape = mean(200 * abs(y[151:175] - f$mean) / (abs(y[151:175]) + abs(f$mean))),
               rolling1 = mean(abs(errors[, 1])), rolling2 = mean(abs(errors[, 2])), rolling3 = mean(abs(errors[, 3]))), "naive.csv")
