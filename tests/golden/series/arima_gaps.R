# Makes arima_gaps.csv: R's arima with missing values and differences, at fixed lag coefficients.
# Command: Rscript arima_gaps.R > arima_gaps.csv
s <- read.csv("arima_series.csv")
op <- function(name, lags, ...) {
  f <- arima(s$gappy, fixed = lags, transform.pars = FALSE, ...); p <- predict(f, 5)
  cat(name, ",", paste(format(c(f$loglik, f$sigma2, p$pred[c(1, 5)], p$se[c(1, 5)]), digits = 12, trim = TRUE), collapse = ","), "\n", sep = "")
}
cat("model,loglik,variance,f1,f5,e1,e5\n")
op(1, c(0.3, 0.4), order = c(1, 1, 1))
op(2, c(0.3, -0.6), order = c(0, 1, 1), seasonal = list(order = c(0, 1, 1), period = 7))
