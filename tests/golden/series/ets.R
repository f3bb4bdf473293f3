# Makes ets.csv: models, parameters, likelihoods and forecasts of R's ets, for a series with period 4 and values above 0.
# Command: Rscript ets.R
suppressMessages(library(forecast))
i <- 0:79
y <- round((40 + 0.6 * i) * c(0.8, 1.1, 1.3, 0.8)[i %% 4 + 1] + 4 * sin(1.7 * i * i) + 3 * cos(0.3 * i), 6)
write.csv(data.frame(value = y), "ets_series.csv", row.names = FALSE, quote = FALSE)
cat("error,slope,season,alpha,beta,gamma,phi,l,b,s1,s2,s3,s4,loglik,aic,aicc,bic,f1,f4,f9,e1,e4,e9\n", file = "ets.csv")
for (m in list(c("ANN", F), c("AAN", F), c("AAN", T), c("MNN", F), c("MAN", F), c("ANA", F), c("AAA", F), c("AAA", T), c("MNA", F), c("MAA", T),
               c("MNM", F), c("MAM", F), c("MAM", T))) {
  f <- ets(ts(y, frequency = 4), model = m[1], damped = as.logical(m[2]))
  g <- forecast(f, 9, level = 95); e <- (g$upper - g$mean) / qnorm(0.975)
  p <- f$par; v <- function(n, d) if (n %in% names(p)) p[[n]] else d
  s <- if (substr(m[1], 3, 3) == "N") rep(NA, 4) else f$initstate[(length(f$initstate) - 0):(length(f$initstate) - 3)]
  code <- c(match(strsplit(m[1], "")[[1]], c("N", "A", "M")) - 1)
  cat(paste(c(code[1], code[2] + as.logical(m[2]), code[3], format(c(v("alpha", NA), v("beta", 0), v("gamma", 0), v("phi", 1), f$initstate[1],
      if (code[2] > 0) f$initstate[2] else 0, s, f$loglik, f$aic, f$aicc, f$bic, g$mean[c(1, 4, 9)], e[c(1, 4, 9)]), digits = 14, trim = TRUE)),
      collapse = ","), "\n", sep = "", file = "ets.csv", append = TRUE)
}
