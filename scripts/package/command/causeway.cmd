@echo off
rem causeway with a command: the command line, run by the Node beside the app. Without one: the window.
setlocal
set "app=%~dp0.."
if "%~1"=="" (
  start "" "%app%\Causeway.exe"
  exit /b 0
)
for %%v in (NODE_OPTIONS NODE_PATH NODE_REPL_EXTERNAL_MODULE NODE_V8_COVERAGE NODE_REDIRECT_WARNINGS NODE_COMPILE_CACHE NODE_COMPILE_CACHE_PORTABLE NODE_ICU_DATA NODE_TLS_REJECT_UNAUTHORIZED NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE NODE_UNIQUE_ID NODE_PENDING_DEPRECATION NODE_PRESERVE_SYMLINKS NODE_PRESERVE_SYMLINKS_MAIN NODE_USE_ENV_PROXY NODE_TEST_CONTEXT NODE_DEBUG NODE_DEBUG_NATIVE NODE_NO_WARNINGS OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES SSLKEYLOGFILE) do set "%%v="
"%app%\resources\node.exe" "%app%\resources\app.asar.unpacked\out\main\cli.js" %*
exit /b %errorlevel%
