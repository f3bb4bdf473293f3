# Makes holt_winters.csv: R's HoltWinters at given weights, and the weights it finds when its search goes on to the end, for ets_series.csv
# (season 2 multiplies, 1 is added). By default the search stops where squares fall by less than 1e-8 and slopes are taken over steps of 0.001.
# Command: Rscript holt_winters.R
x <- ts(read.csv("ets_series.csv")$value, frequency = 4)
cat("season,given,alpha,beta,gamma,sse,level,growth,s1,s2,s3,s4,f1,f7\n", file = "holt_winters.csv")
write_fit <- function(season, given, f) {
  p <- predict(f, 7)
  cat(paste(c(season, given, format(c(f$alpha, f$beta, f$gamma, f$SSE, f$coefficients, p[1], p[7]), digits = 15, trim = TRUE)), collapse = ","),
      "\n", sep = "", file = "holt_winters.csv", append = TRUE)
}
for (season in 1:2) {
  kind <- c("additive", "multiplicative")[season]
  for (w in list(c(.3, .1, .1), c(.8, .05, .6), c(.05, .9, .3))) write_fit(season, 1, HoltWinters(x, w[1], w[2], w[3], kind))
  f <- HoltWinters(x, seasonal = kind)
  for (i in 1:5) f <- suppressWarnings(HoltWinters(x, seasonal = kind,
    optim.start = setNames(c(f$alpha, f$beta, f$gamma), c("alpha", "beta", "gamma")),
    optim.control = list(ndeps = rep(1e-6, 3), factr = 1, pgtol = 0, maxit = 2000)))
  write_fit(season, 0, f)
}
