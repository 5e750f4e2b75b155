// What every page does as it arrives, before anything is shown: its language, and its tabs' keys.
(() => {
  const page = document.documentElement;
  let lang = null;
  try { lang = localStorage.getItem('gesture-language'); } catch {}
  if (lang !== 'en' && lang !== 'zh') lang = navigator.language.startsWith('zh') ? 'zh' : 'en';
  window.gestureLanguage = lang;
  page.lang = lang === 'zh' ? 'zh-CN' : 'en';

  // The labels come in English; in another language nothing is shown until they are changed.
  window.gestureArrived = () => {
    page.classList.remove('arriving');
    page.dataset.arrived = 'yes';
  };
  if (lang !== 'en') {
    page.classList.add('arriving');
    setTimeout(window.gestureArrived, 8000);
  }

  // Arrows move between tabs, as https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ describes.
  document.addEventListener('keydown', event => {
    const tab = event.target.closest?.('[role=tab]');
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || (!step && event.key !== 'Home' && event.key !== 'End')) return;
    const tabs = [...tab.closest('[role=tablist]').querySelectorAll('[role=tab]')]
      .filter(each => each.offsetParent && !each.disabled);
    const at = tabs.indexOf(tab);
    const next = event.key === 'Home' ? tabs[0] : event.key === 'End' ? tabs.at(-1)
      : tabs[(at + step + tabs.length) % tabs.length];
    event.preventDefault();
    next.focus();
    next.click();
  });

  // After a click by mouse the keys belong to what the tab shows: in Rate, arrows answer.
  document.addEventListener('click', event => {
    if (event.detail) event.target.closest?.('[role=tab]')?.blur();
  });
})();
